"""The version of this package, read by the build and sent as part of the user agent."""

VERSION = "0.1.0"
__version__ = VERSION
