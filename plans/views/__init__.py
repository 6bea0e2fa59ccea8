"""Views of plans: declare the rule, bind the form, call the service, render."""
