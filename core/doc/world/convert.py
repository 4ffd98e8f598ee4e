#!/usr/bin/env python3
"""Make world.map from the 1:50m countries of Natural Earth (public domain); see README.md for the form and what is changed.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    npm pack i18n-iso-countries && mkdir iso && tar xzf i18n-iso-countries-*.tgz -C iso
    ./convert.py package/countries-50m.json iso/package/codes.json world.map

Made anew only when the shapes change: nothing in the build runs this.
"""
import heapq
import json
import math
import struct
import sys
from collections import defaultdict

LEAST_AREA = 1.5e-5          # square degrees at the equator: level 0 begins here, two levels up it is twice that
LEVELS = 32
COAST, BORDER, DISPUTED, CONTROL = range(4)

# Shapes without a number in the source, and parts that are drawn with another country.
NAMED = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP", "Siachen Glacier": "XSG",
         "Indian Ocean Ter.": "AUS", "Ashmore and Cartier Is.": "AUS"}

# Who has no colour of its own is coloured as who it belongs to.
PARENTS = {"GRL": "DNK", "FRO": "DNK", "ALA": "FIN", "HKG": "CHN", "MAC": "CHN", "NFK": "AUS", "HMD": "AUS",
           "ABW": "NLD", "CUW": "NLD", "SXM": "NLD", "PRI": "USA", "GUM": "USA", "VIR": "USA", "ASM": "USA", "MNP": "USA",
           "NCL": "FRA", "PYF": "FRA", "SPM": "FRA", "WLF": "FRA", "MAF": "FRA", "BLM": "FRA", "ATF": "FRA",
           "BMU": "GBR", "CYM": "GBR", "VGB": "GBR", "TCA": "GBR", "AIA": "GBR", "MSR": "GBR", "SHN": "GBR", "PCN": "GBR",
           "SGS": "GBR", "IOT": "GBR", "JEY": "GBR", "GGY": "GBR", "IMN": "GBR", "GIB": "GBR"}

# Too small for 1:50m: a point alone.
POINTS = {"TUV": ("TV", 179.2, -8.52), "GIB": ("GI", -5.35, 36.14)}

# Borders in dispute as pairs of countries, with the box (west, south, east, north) of the part that is meant.
DISPUTES = [("SRB", "XKX", (-180, -90, 180, 90)), ("MAR", "ESH", (-180, -90, 180, 90)), ("ISR", "SYR", (-180, -90, 180, 90)),
            ("ISR", "PSE", (-180, -90, 180, 90)), ("IND", "PAK", (73.2, 32.3, 78, 37)), ("IND", "XSG", (-180, -90, 180, 90)),
            ("PAK", "XSG", (-180, -90, 180, 90)), ("CHN", "XSG", (-180, -90, 180, 90)), ("IND", "CHN", (77.5, 32.4, 80.5, 36)),
            ("PAK", "CHN", (75.8, 35.4, 77.9, 36.6)), ("IND", "CHN", (91.5, 26, 97.5, 29.6)), ("EGY", "SDN", (33, 21, 38, 24))]

# Lines of control inside one country, from Natural Earth's disputed boundary lines 1:50m.
OSSETIA = [(43.782579, 42.747003), (43.741651, 42.707936), (43.697106, 42.672021), (43.601246, 42.611249), (43.572255, 42.540582),
           (43.567191, 42.391521), (43.57918, 42.369094), (43.583728, 42.337985), (43.608429, 42.304524), (43.639642, 42.281916),
           (43.619901, 42.251323), (43.600833, 42.203548), (43.61184, 42.154637), (43.655351, 42.107637), (43.703617, 42.098619),
           (43.74501, 42.109265), (43.783922, 42.087431), (43.806815, 42.061567), (43.831568, 42.061567), (43.906809, 42.130039),
           (43.941432, 42.148952), (44.011815, 42.165747), (44.081578, 42.172), (44.126279, 42.122184), (44.177231, 42.089963),
           (44.216454, 42.090816), (44.2487, 42.074641), (44.304821, 42.009865), (44.3381, 41.99909), (44.487548, 41.997721),
           (44.538605, 42.028494), (44.624129, 42.135671), (44.640097, 42.178304), (44.617256, 42.304395), (44.599893, 42.337778),
           (44.554521, 42.362738), (44.394841, 42.461259), (44.354327, 42.512677), (44.199711, 42.653624)]
ABKHAZIA = [(42.087798, 43.199121), (42.098599, 43.142922), (42.02434, 43.048432), (41.9399, 42.991123), (41.907137, 42.922187),
            (41.932149, 42.862397), (41.895045, 42.80762), (41.92848, 42.654658), (41.860112, 42.590062), (41.717382, 42.502936),
            (41.577752, 42.397826)]
TRANSNISTRIA = [(28.463049, 48.090502), (28.495656, 48.095928), (28.539168, 48.104093), (28.574463, 48.068746), (28.571776, 48.027973),
                (28.604384, 48.008956), (28.653321, 48.017121), (28.765562, 47.98658), (28.933924, 47.897904), (29.010199, 47.795739),
                (28.994386, 47.680087), (29.017485, 47.582677), (29.079497, 47.503561), (29.103475, 47.449559), (29.089419, 47.420775),
                (29.102958, 47.391785), (29.119908, 47.368504), (29.116445, 47.340547), (29.103733, 47.310187), (29.153859, 47.234792),
                (29.144557, 47.180971), (29.131948, 47.153246), (29.136961, 47.135573), (29.172256, 47.135573), (29.215147, 47.143143),
                (29.264963, 47.146037), (29.313591, 47.115781), (29.35917, 47.06643), (29.360255, 47.029404), (29.316743, 47.004625),
                (29.300207, 46.983851), (29.310645, 46.967108), (29.423558, 46.954705), (29.472444, 46.911814), (29.498593, 46.828718),
                (29.537298, 46.80058), (29.588665, 46.8274), (29.635173, 46.812595), (29.676825, 46.756113), (29.689795, 46.715004),
                (29.673982, 46.689192), (29.693413, 46.664542), (29.748086, 46.640926), (29.763434, 46.620462), (29.769842, 46.601032),
                (29.805137, 46.580878), (29.898258, 46.553438), (29.924303, 46.538865)]
GOLAN = [(35.611243, 32.682062), (35.591657, 32.722654), (35.608142, 32.759784), (35.635686, 32.8073), (35.632895, 32.866573),
         (35.614498, 32.890861), (35.588557, 32.952769), (35.577291, 33.009613), (35.600597, 33.039586), (35.635272, 33.118341),
         (35.64075, 33.200196), (35.602871, 33.240607)]
SAHARA = [(-13.175986, 27.655728), (-8.818655, 27.656426)]


class Topology:
    """What a TopoJSON file holds, as rings of whole numbers on its grid."""

    def __init__(self, path):
        with open(path) as f:
            self.json = json.load(f)
        self.scale = self.json["transform"]["scale"]
        self.shift = self.json["transform"]["translate"]
        self.round = round(360 / self.scale[0])          # columns of the grid once round the earth
        self.arcs = []
        for arc in self.json["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x += dx
                y += dy
                points.append((x % self.round, y))
            self.arcs.append(points)

    def grid(self, lon, lat):
        return (round((lon - self.shift[0]) / self.scale[0]) % self.round, round((lat - self.shift[1]) / self.scale[1]))

    def degrees(self, p):
        return (p[0] * self.scale[0] + self.shift[0], p[1] * self.scale[1] + self.shift[1])

    def ring(self, refs):
        points = []
        for i in refs:
            arc = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            points += arc[1:] if points else arc
        return points[:-1]               # closed by itself

    def parts(self, codes):
        """(key, alpha2, rings) of each polygon."""
        for g in self.json["objects"]["countries"]["geometries"]:
            name = g["properties"]["name"]
            key = NAMED.get(name) or codes[g["id"]][1]
            polygons = [g["arcs"]] if g["type"] == "Polygon" else g["arcs"]
            for polygon in polygons:
                yield name, key, [self.ring(r) for r in polygon]


def inside(p, ring):
    """Is p (grid) within the ring, which does not go round the earth?"""
    x, y = p
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def nearest(ring, p):
    return min(range(len(ring)), key=lambda i: (ring[i][0] - p[0]) ** 2 + (ring[i][1] - p[1]) ** 2)


def split(ring, line):
    """Two rings, parted along line, whose ends are moved to the ring's nearest points."""
    i, j = nearest(ring, line[0]), nearest(ring, line[-1])
    within = line[1:-1]
    if i > j:
        i, j, within = j, i, within[::-1]
    return ring[i:j + 1] + within[::-1], ring[j:] + ring[:i + 1] + within


def part_off(topo, parts, key, line, probe, to):
    """Give the side of key's polygon that holds probe to another country."""
    at = topo.grid(*probe)
    for n, (name, k, rings) in enumerate(parts):
        if k == key and inside(at, rings[0]):
            a, b = split(rings[0], [topo.grid(*p) for p in line])
            if inside(at, b):
                a, b = b, a
            parts[n] = (name, key, [b] + rings[1:])
            parts.append((name + " (part)", to, [a]))
            return
    sys.exit(f"no polygon of {key} at {probe}")


def give(topo, parts, key, probe, to):
    at = topo.grid(*probe)
    for n, (name, k, rings) in enumerate(parts):
        if k == key and inside(at, rings[0]):
            parts[n] = (name + " (part)", to, rings)
            return
    sys.exit(f"no polygon of {key} at {probe}")


def mend(topo, parts):
    """See README.md, "What is changed"."""
    give(topo, parts, "RUS", (34.2, 45.2), "UKR")
    part_off(topo, parts, "MAR", SAHARA, (-13, 26), "ESH")
    part_off(topo, parts, "ISR", GOLAN, (35.8, 33.0), "SYR")


def split_edges(topo, parts):
    """Directed edge -> part, for each edge of each ring; an edge along the pole is none."""
    pole = topo.grid(0, -89.9)[1]
    owner = {}
    for n, (_, _, rings) in enumerate(parts):
        for ring in rings:
            for a, b in zip(ring, ring[1:] + ring[:1]):
                if a != b and not (a[1] <= pole and b[1] <= pole):
                    owner[a, b] = n
    return owner


CONTROLLED = {("Ukraine", "Russia (part)"), ("Somalia", "Somaliland"), ("Cyprus", "N. Cyprus"), ("Syria", "Israel (part)")}


def kind_of(topo, parts, a, b, edge):
    """What the edge between parts a and b (None: sea) is; None where it is no line at all."""
    if a is None or b is None:
        return COAST
    (name_a, key_a, _), (name_b, key_b, _) = parts[a], parts[b]
    if key_a == key_b:
        return CONTROL if (name_a, name_b) in CONTROLLED or (name_b, name_a) in CONTROLLED else None
    lon, lat = topo.degrees(edge[0])
    for k1, k2, (w, s, e, n) in DISPUTES:
        if {k1, k2} == {key_a, key_b} and w <= lon <= e and s <= lat <= n:
            return DISPUTED
    return BORDER


def make_arcs(topo, parts):
    """Chains of edges that have the same country at the left, the same at the right, and are of one kind."""
    owner = split_edges(topo, parts)
    edges = {}
    for (a, b), left in owner.items():
        right = owner.get((b, a))
        if (b, a) in edges:
            continue
        kind = kind_of(topo, parts, left, right, (a, b) if a < b else (b, a))
        if kind is not None:
            edges[a, b] = (kind, parts[left][1], parts[right][1] if right is not None else None)
    at = defaultdict(list)               # point -> edges that touch it
    for e in edges:
        at[e[0]].append(e)
        at[e[1]].append(e)

    def meaning(e, start):
        kind, left, right = edges[e]
        return (kind, left, right) if e[0] == start else (kind, right, left)

    def is_node(p):
        if len(at[p]) != 2:
            return True
        (e, f) = at[p]
        before = meaning(e, e[0] if e[1] == p else e[1])
        return before != meaning(f, p)

    arcs = []
    done = set()

    def follow(e, start):
        chain, what = [start], meaning(e, start)
        while True:
            done.add(e)
            start = e[1] if e[0] == start else e[0]
            chain.append(start)
            if is_node(start) or start == chain[0]:
                kind, left, right = what
                return ((kind, right, left), chain[::-1]) if left is None else (what, chain)
            e = [f for f in at[start] if f != e][0]

    order = sorted(edges)
    for e in order:
        for start in e:
            if e not in done and is_node(start):
                arcs.append(follow(e, start))
    for e in order:
        if e not in done:
            arcs.append(follow(e, e[0]))
    return arcs


def make_rings(arcs):
    """key -> lists of arc references (index * 2, + 1 when it is walked backwards), with the country at the left."""
    rings = defaultdict(list)
    ways = defaultdict(lambda: defaultdict(list))        # key -> start point -> (reference, end point)
    for i, ((kind, left, right), chain) in enumerate(arcs):
        if kind == CONTROL:
            continue
        ways[left][chain[0]].append((i * 2, chain[-1]))
        if right is not None:
            ways[right][chain[-1]].append((i * 2 + 1, chain[0]))
    for key, starts in ways.items():
        for start in sorted(starts):
            while starts[start]:
                ref, p = starts[start].pop()
                ring = [ref]
                while p != start:
                    ref, p = starts[p].pop()
                    ring.append(ref)
                rings[key].append(ring)
    return rings


def unwrap(topo, chain):
    """Points whose columns do not jump at the date line."""
    out = [chain[0]]
    for x, y in chain[1:]:
        half = topo.round // 2
        out.append((out[-1][0] + (x - out[-1][0] + half) % topo.round - half, y))
    return out


def effective_areas(topo, points):
    """Visvalingam and Whyatt 1993: the area of the triangle that goes when a point goes, never less than that of one before."""
    n = len(points)
    xy = []
    for p in points:
        lon, lat = topo.degrees(p)
        xy.append((lon, lat))
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))
    area = [math.inf] * n

    def triangle(i):
        (ax, ay), (bx, by), (cx, cy) = xy[before[i]], xy[i], xy[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * math.cos(math.radians(min(abs(by), 89)))

    heap = []
    current = {}
    for i in range(1, n - 1):
        current[i] = triangle(i)
        heapq.heappush(heap, (current[i], i))
    most = 0
    while heap:
        a, i = heapq.heappop(heap)
        if current.get(i) != a:
            continue
        del current[i]
        most = max(most, a)
        area[i] = most
        before[after[i]], after[before[i]] = before[i], after[i]
        for k in (before[i], after[i]):
            if 0 < k < n - 1:
                current[k] = triangle(k)
                heapq.heappush(heap, (current[k], k))
    return area


def level(area):
    return LEVELS - 1 if area == math.inf else max(0, min(LEVELS - 1, int(math.floor(2 * math.log2(max(area, 1e-12) / LEAST_AREA)))))


def varint(n):
    n = n * 2 if n >= 0 else -n * 2 - 1
    out = bytearray()
    while n >= 128:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def drop_flat(points, areas):
    """Leave out what changes nothing at any size: points that lie on the line of their neighbours, or nearly so."""
    kept = [i for i in range(len(points)) if areas[i] >= LEAST_AREA / 4]
    return [points[i] for i in kept], [areas[i] for i in kept]


def encode_arc(topo, chain):
    points = unwrap(topo, chain)
    points, areas = drop_flat(points, effective_areas(topo, points))
    out = bytearray(varint(points[0][0]) + varint(points[0][1]))
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        out += varint(x1 - x0) + varint(y1 - y0)
    return points, bytes(out) + bytes(level(a) for a in areas)


def box(topo, points):
    """In hundredths of a degree, outwards; west may lie beyond 180 where the date line is crossed."""
    lons, lats = [], []
    for p in points:
        lon, lat = topo.degrees(p)
        lons.append(lon)
        lats.append(lat)
    return (math.floor(min(lons) * 50), math.floor(min(lats) * 100), math.ceil(max(lons) * 50), math.ceil(max(lats) * 100))


def ring_points(topo, arcs, ring):
    chain = []
    for ref in ring:
        c = arcs[ref // 2][1]
        c = c[::-1] if ref % 2 else c
        chain += c[1:] if chain else c
    return unwrap(topo, chain)


def centre(topo, points):
    """The centroid of a ring, degrees, and its area."""
    area = sx = sy = 0
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        c = x0 * y1 - x1 * y0
        area += c
        sx += (x0 + x1) * c
        sy += (y0 + y1) * c
    if area == 0:
        return topo.degrees(points[0]), 0
    return topo.degrees((sx / (3 * area), sy / (3 * area))), abs(area)


def main():
    topo = Topology(sys.argv[1])
    with open(sys.argv[2]) as f:
        codes = {n: (a2, a3) for a2, a3, n, *_ in json.load(f)}
    alpha2 = {a3: a2 for a2, a3 in codes.values()}
    alpha2.update({"XKX": "XK", "XSG": ""})
    parts = list(topo.parts(codes))
    mend(topo, parts)
    arcs = make_arcs(topo, parts)
    for key, line in (("GEO", OSSETIA), ("GEO", ABKHAZIA), ("MDA", TRANSNISTRIA)):
        arcs.append(((CONTROL, key, key), [topo.grid(*p) for p in line]))
    rings = make_rings(arcs)
    keys = sorted(set(rings) | set(POINTS))
    index = {k: i for i, k in enumerate(keys)}

    countries, ring_bytes, ref_bytes = bytearray(), bytearray(), bytearray()
    ring_count = ref_count = 0
    for key in keys:
        found = []
        for ring in rings.get(key, []):
            points = ring_points(topo, arcs, ring)
            found.append((centre(topo, points), ring, points))
        found.sort(key=lambda f: -f[0][1])               # the largest first
        a2, lon, lat = POINTS[key] if key in POINTS else (alpha2[key], *found[0][0][0])
        lon = (lon + 180) % 360 - 180
        parent = index[PARENTS[key]] if key in PARENTS else 0xffff
        countries += struct.pack("<4s4sHHHhhH", key.encode(), a2.encode(), parent, ring_count, len(found),
                                 round(lon * 100), round(lat * 100), 0)
        for _, ring, points in found:
            ring_bytes += struct.pack("<hhhhIHH", *box(topo, points), ref_count, len(ring), index[key])
            for ref in ring:
                ref_bytes += struct.pack("<H", ref)
                ref_count += 1
            ring_count += 1

    arc_bytes, data = bytearray(), bytearray()
    for (kind, left, right), chain in arcs:
        points, encoded = encode_arc(topo, chain)
        arc_bytes += struct.pack("<IHBBhhhhHH", len(data), len(points), kind, 0, *box(topo, points), index[left],
                                 index[right] if right is not None else 0xffff)
        data += encoded
    while len(ref_bytes) % 4:
        ref_bytes += b"\0"
    head = struct.pack("<8sIIIIIIdddd", b"SITRMAP1", len(keys), ring_count, len(ref_bytes) // 2, len(arcs), len(data), 0,
                       topo.scale[0], topo.scale[1], topo.shift[0], topo.shift[1])
    with open(sys.argv[3], "wb") as f:
        f.write(head + countries + ring_bytes + arc_bytes + ref_bytes + data)
    print(f"{len(keys)} countries, {ring_count} rings, {len(arcs)} arcs, {len(data)} bytes of points")


main()
