"""Records, made up."""

from sim.bench.records import Record


def record(
    began_s: float,
    ended_s: float,
    process: str | None = "1",
    *,
    status: int | None = 200,
    way: str = "straight",
) -> Record:
    return Record(
        way=way,
        method="GET",
        path="/",
        began_s=began_s,
        ended_s=ended_s,
        status=status,
        process=process,
    )
