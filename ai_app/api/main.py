"""The one name that `uvicorn api.main:app` asks for.

All else lives in `api.application`, which builds nothing at import. A lazy module attribute here
would do the same less plainly, and mypy would then believe in any name.
"""

from api.application import create_app
from api.logs import configure_logs
from api.settings import read_settings

settings = read_settings()
configure_logs(settings.log_level)
app = create_app(settings)
