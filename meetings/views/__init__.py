"""Views of meetings: declare the rule, bind the form, call the service, render."""
