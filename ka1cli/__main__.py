"""`python -m ka1cli` is the command `ka1`."""

from ka1cli.cli.main import main

if __name__ == "__main__":
    main()
