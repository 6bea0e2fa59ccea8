"""Project IV 参加支援: the register of social resources, and how somebody finds a place in one."""
