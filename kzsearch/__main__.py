"""`python -m kzsearch`."""

from kzsearch.cli import main

if __name__ == "__main__":
    main(prog_name="kzsearch")
