"""The command line: `main` reads the words, `commands` and `doctor` act, `api` talks to the server, `tables` prints."""
