"""What fits Plimsoll to other libraries; each module imports its library only when it is itself imported or used."""
