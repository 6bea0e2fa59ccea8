"""Views of cases: declare the rule, bind the form, call the service, render."""
