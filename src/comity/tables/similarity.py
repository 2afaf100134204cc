"""How alike two states vote: agreement, S, kappa and weighted kappa, with n.

Votes are scored 1 in favour, 2 abstention, 3 against, and only roll calls count in which both cast
one of the three: absence is no abstention.
"""

import numpy as np
import polars as pl

from comity.tables.joint import numbered

CHOICES = ("cm:InFavour", "cm:Abstention", "cm:Against")
MEASURES = ("n", "agreement", "s", "kappa", "weighted_kappa")


def alike(votes: pl.DataFrame) -> pl.DataFrame:
    """Similarity of the votes of every two units by period.

    With p(i, j) the share of common roll calls in which a chose i and b chose j, and a(i), b(j) the
    shares of each in these: agreement is the sum of p(i, i); S = 1 - sum |i - j| p(i, j) (Signorino
    and Ritter 1999, International Studies Quarterly 43(1), equal weights, linear, greatest distance
    2); kappa = (agreement - e) / (1 - e) with e the sum of a(i) b(i) (Cohen 1960); weighted kappa =
    1 - sum |i - j| p(i, j) / sum |i - j| a(i) b(j) (Cohen 1968, linear weights; advised by Haege
    2011, Political Analysis 19(3)).

    Args:
        votes: period (Int32), unit, decision, choice (one of ``CHOICES``).

    Returns:
        period, a, b (a the lesser), n (common roll calls, at least 1), agreement, s, kappa,
        weighted_kappa; a kappa is null where both always chose the same one thing.
    """
    unit = votes.schema["unit"]
    empty = pl.DataFrame(schema={"period": pl.Int32, "a": unit, "b": unit, "n": pl.Int32})
    empty = empty.with_columns(pl.lit(None, pl.Float64).alias(name) for name in MEASURES[1:])
    found = [
        _of_period(part).with_columns(pl.lit(period, pl.Int32).alias("period"))
        for (period,), part in numbered(votes, "decision")
        .partition_by("period", as_dict=True)
        .items()
    ]
    every = [empty, *(one.select(empty.columns).cast(empty.schema) for one in found)]
    return pl.concat(every).sort("period", "a", "b")


def _of_period(votes: pl.DataFrame) -> pl.DataFrame:
    units, of_unit = np.unique(votes.get_column("unit").to_numpy(), return_inverse=True)
    calls, of_call = np.unique(votes.get_column("decision").to_numpy(), return_inverse=True)
    order = {choice: i for i, choice in enumerate(CHOICES)}
    of_choice = votes.get_column("choice").replace_strict(order).to_numpy()
    cast = np.zeros((len(CHOICES), len(units), len(calls)))
    cast[of_choice, of_unit, of_call] = 1
    low, high = np.triu_indices(len(units), 1)
    # table[i, j, pair]: roll calls in which the first chose i and the second j
    table = np.array([[(one @ two.T)[low, high] for two in cast] for one in cast])
    n = table.sum((0, 1))
    together = n > 0
    table, n = table[:, :, together], n[together]
    p, first, second = table / n, table.sum(1) / n, table.sum(0) / n
    apart = np.abs(np.subtract.outer(range(len(CHOICES)), range(len(CHOICES))))[:, :, None]
    agreement = p.trace()
    chance = (first * second).sum(0)
    distance = (apart * p).sum((0, 1))
    expected = (apart * first[:, None] * second[None]).sum((0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        kappa = (agreement - chance) / (1 - chance)
        weighted = 1 - distance / expected
    frame = pl.DataFrame(
        {
            "a": units[low[together]],
            "b": units[high[together]],
            "n": n,
            "agreement": agreement,
            "s": 1 - distance,
            "kappa": np.where(chance < 1, kappa, np.nan),
            "weighted_kappa": np.where(expected > 0, weighted, np.nan),
        }
    )
    return frame.with_columns(pl.col("kappa", "weighted_kappa").fill_nan(None))
