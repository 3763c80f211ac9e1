"""The process in which a Python model lives; see __main__.py beside this package."""
