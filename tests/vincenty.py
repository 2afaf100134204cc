"""Vincenty's inverse formula, for tests of distances that are computed by another method."""

import math

AXIS, FLATTENING = 6_378_137.0, 1 / 298.257223563
"""Of WGS84: equatorial radius in metres, and flattening."""


def vincenty(lat1: float, long1: float, lat2: float, long2: float) -> float:
    """Kilometres along the WGS84 ellipsoid between two points in degrees.

    The inverse formula of T. Vincenty, "Direct and Inverse Solutions of Geodesics on the Ellipsoid
    with Application of Nested Equations", Survey Review 23 (176), 1975, pp. 88-93.
    """
    polar = AXIS * (1 - FLATTENING)
    u1, u2 = (math.atan((1 - FLATTENING) * math.tan(math.radians(lat))) for lat in (lat1, lat2))
    apart = lam = math.radians(long2 - long1)
    for _ in range(100):
        across = math.cos(u2) * math.sin(lam)
        along = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_sigma = math.hypot(across, along)
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        mid = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha
        c = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
        turn = sigma + c * sin_sigma * (mid + c * cos_sigma * (2 * mid**2 - 1))
        before, lam = lam, apart + (1 - c) * FLATTENING * sin_alpha * turn
        if abs(lam - before) < 1e-14:
            break
    u_sq = cos2_alpha * (AXIS**2 - polar**2) / polar**2
    a = 1 + u_sq / 16384 * (4096 + u_sq * (u_sq * (320 - 175 * u_sq) - 768))
    b = u_sq / 1024 * (256 + u_sq * (u_sq * (74 - 47 * u_sq) - 128))
    third = b / 6 * mid * (4 * sin_sigma**2 - 3) * (4 * mid**2 - 3)
    delta = b * sin_sigma * (mid + b / 4 * (cos_sigma * (2 * mid**2 - 1) - third))
    return polar * a * (sigma - delta) / 1000
