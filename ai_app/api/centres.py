"""`python -m api.centres` writes anew where the vectors of the service's own model crowd.

To be done when the model, the text of profiles or the evaluation's main set changes.
"""

from adapters.centres_file import write_centres
from adapters.models.loading import load_encoder
from api.knowledge import read_vocabularies
from api.settings import Settings
from controllers.reference import reference_centres


def main() -> None:
    """Write the file."""
    settings = Settings()
    known = read_vocabularies(settings)
    centres = reference_centres(load_encoder(), settings.evaluation_directory, known)
    write_centres(settings.centres_file, centres.of_queries, centres.of_passages)


if __name__ == "__main__":
    main()
