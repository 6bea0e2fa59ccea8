"""II 多機関協働: requests to the secretariat, 支援会議 under Art. 106-6, 重層的支援会議."""
