"""What lies over a scanned page: seals taken off, specks left out, strokes doubted; pages laid down one after another."""

import random

import numpy as np
import pytest

pytest.importorskip("cv2")
import cv2

from jixiao import read
from jixiao.forms.read import ocr
from jixiao.forms.read.ocrdoubts import doubts
from jixiao.forms.read.pdfdebug import _lettering, _Sheet, _written
from jixiao.forms.read.pdfgrid import PageGrid, page_grids
from jixiao.forms.read.pdfpage import Line, Page
from jixiao.forms.read.pdfview import moved as moved_view
from jixiao.forms.read.pdfview import placed, shown
from jixiao.forms.read.problems import problem
from jixiao.forms.read.scanbend import unbent
from jixiao.forms.read.scanlines import ruling_lines
from jixiao.forms.read.scanpage import cut_out, even, quarters, upright
from jixiao.forms.read.scanseal import without_grey_seals, without_seals
from jixiao.forms.read.scantext import text_places
from jixiao.plan.values import Location
from tests.generated import drawn, scans
from tests.generated.kinds import KINDS
from tests.generated.truth import compare

RED = (215, 40, 45)
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
SCALE = 200 / 72


def table(colour=3):
    """A page with a table of three rows and two columns."""
    page = np.full((HEIGHT, WIDTH, colour), 250, np.uint8)
    for y in (400, 500, 600, 700):
        cv2.line(page, (200, y), (1400, y), (20,) * colour, 2)
    for x in (200, 800, 1400):
        cv2.line(page, (x, 400), (x, 700), (20,) * colour, 2)
    return page


def seal(page, at, radius=165):
    """A ring and a disc in it, whose ink lets black through."""
    ink = np.full_like(page, 255)
    cv2.circle(ink, at, radius, RED, 9)
    cv2.circle(ink, at, radius // 3, RED, -1)
    return (page.astype(np.uint16) * ink // 255).astype(np.uint8)


def test_a_red_seal_is_taken_off_and_what_is_under_it_stays():
    page = seal(table(), (800, 550))
    grey, covered = without_seals(page)
    assert covered is not None
    assert covered[550, 800 + 30] > 0  # the disc
    assert covered[420, 300] == 0
    assert grey[550 + 20, 800 + 30] > 230  # the disc is paper now
    assert grey[500, 760] < 120  # a line through the disc is a line still
    across, down = ruling_lines(even(grey), covered)
    assert [round(line.at / 100) for line in sorted(across)] == [4, 5, 6, 7]
    assert sorted({round(line.at / 100) for line in down}) == [2, 8, 14]


def test_red_letters_are_no_seal():
    page = table()
    cv2.putText(page, "12345678", (250, 470), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 3)
    grey, covered = without_seals(page)
    assert covered is None
    assert grey[430:480, 240:600].min() < 140


def test_a_page_without_colour_has_no_seal():
    assert without_seals(table())[1] is None
    assert without_grey_seals(table(1)[:, :, 0])[1] is None


def test_a_seal_scanned_in_grey_is_taken_off_by_its_ring():
    """What is printed under it and beside it stays as it is; a ring as dark as print is left alone."""
    page = table()
    cv2.putText(page, "12345678", (560, 565), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20,) * 3, 4)
    cv2.putText(page, "98765", (250, 470), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20,) * 3, 4)
    plain = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    grey = cv2.cvtColor(seal(page, (800, 550), 165), cv2.COLOR_RGB2GRAY)
    found, covered = without_grey_seals(grey)
    assert covered is not None
    assert covered[550, 800 - 165] > 0
    assert covered[420, 300] == 0
    assert found[550 - 60, 800 + 154] > 200  # on the ring
    assert found[580, 830] > 200  # on the disc
    assert (found[430:480, 240:500] == plain[430:480, 240:500]).all()
    wrong = (found < 128) != (plain < 128)
    assert wrong.sum() < 0.02 * (plain < 128).sum()
    thick = seal(page, (800, 550), 165)
    for y in (500, 600):  # rules as thick as the ring's strokes tie it to the table
        cv2.line(thick, (200, y), (1400, y), (20,) * 3, 8)
    assert without_grey_seals(cv2.cvtColor(thick, cv2.COLOR_RGB2GRAY))[1] is not None
    black = plain.copy()
    cv2.circle(black, (800, 550), 165, (20,), 9)
    assert without_grey_seals(black)[1] is None


def test_what_is_round_and_no_seal_stays():
    page = table(1)[:, :, 0].copy()
    cv2.circle(page, (500, 1200), 150, (110,), -1)  # a disc
    cv2.rectangle(page, (900, 1000), (1200, 1300), (110,), 9)
    cv2.circle(page, (500, 1800), 60, (110,), 9)  # too small
    cv2.ellipse(page, (1200, 1800), (150, 150), 0, 0, 200, (110,), 9)  # half a ring
    assert without_grey_seals(page)[1] is None


def test_the_steps_know_where_a_place_went():
    page = np.full((900, 600), 250, np.uint8)
    for y in range(100, 800, 50):
        cv2.line(page, (60, y), (540, y + 5), (0,), 2)
    for step in (upright(page), quarters(page, 1), quarters(page, 3), cut_out(page)):
        mark = np.zeros_like(page)
        mark[300:304, 200:204] = 255
        moved = cv2.warpPerspective(mark, step.turn, step.picture.shape[::-1])
        expected = step.turn @ np.array([201.5, 301.5, 1.0])
        rows, columns = np.nonzero(moved > 100)
        assert abs(columns.mean() - expected[0]) < 1
        assert abs(rows.mean() - expected[1]) < 1
    assert quarters(page, 1).picture[:, -101].min() < 50  # the first line stands upright at the right


def test_a_bent_page_is_made_flat():
    """Lines that rise and fall by a third of a row are straight afterwards; a flat page is left as it is."""
    page = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for y in range(300, 1500, 60):
        cv2.line(page, (150, y), (1500, y), (30,), 2)
    for x in (150, 500, 900, 1500):
        cv2.line(page, (x, 300), (x, 1440), (30,), 2)
    assert unbent(even(page), page) is page
    across, down = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    lifted = down + 18 * np.sin(np.pi * across / WIDTH) * (1 - 0.3 * down / HEIGHT)
    bent = cv2.remap(page, across, lifted.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    assert max(line.half for line in ruling_lines(even(bent))[0]) > 3  # as thick as it is bent
    flat = unbent(even(bent), bent)
    level, upright_ = ruling_lines(even(flat))
    assert len(level) == 20
    assert max(line.half for line in level) <= 3  # two pixels, drawn anew
    assert sorted({round(line.at / 50) for line in upright_}) == [3, 10, 18, 30]


def page_of(grey):
    across, down = ruling_lines(even(grey))
    lines = [[Line(r.at / SCALE, r.start / SCALE, r.end / SCALE) for r in held] for held in (across, down)]
    return Page(1, WIDTH / SCALE, HEIGHT / SCALE, [], *lines, 1, scanned=True)


def test_specks_are_no_text_and_strokes_over_text_are_told():
    grey = table(1)[:, :, 0].copy()
    page = page_of(grey)
    ink = np.zeros_like(grey)
    for y in (440, 540, 640):
        cv2.putText(ink, "1.25", (300, y + 15), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (255,), 3)
    ink[445:448, 500:503] = 255  # a speck far from the figures
    plain = {place.box for place in text_places(ink, page, SCALE, 5)}
    assert len(plain) == 3
    assert max(box[2] for box in plain) < 420
    cv2.polylines(
        ink,
        [np.array([[290, 515], [340, 580], [360, 512], [400, 585]], np.int32)],
        isClosed=False,
        color=(255,),
        thickness=3,
    )
    places = list(text_places(ink, page, SCALE, 5))
    crossed = [place for place in places if place.crossed]
    assert len(crossed) == 1
    assert crossed[0].box[1] >= 500
    assert crossed[0].box[3] <= 600
    assert {place.box for place in places if not place.crossed} < plain


def laid(number, shift, *, scanned):
    """A page with a table of three columns, as it lay on the glass."""
    across = [Line(y, 60 + shift, 500 + shift) for y in (100, 140, 180)]
    down = [Line(x + shift, 100, 180) for x in (60, 160, 380, 500)]
    chars = [("值", x + shift + 10, y + 10, x + shift + 20, y + 20) for x in (60, 160, 380) for y in (100, 140)]
    return Page(number, 595, 842, chars, across, down, 1, scanned=scanned)


@pytest.mark.parametrize(("scanned", "goes_on"), [(True, True), (False, False)])
def test_a_table_goes_on_over_pages_that_lay_in_other_places(scanned, goes_on):
    grids = page_grids([laid(1, 0, scanned=scanned), laid(2, 7.5, scanned=scanned)], None)
    assert [grid.table for grid in grids] == [1, 2]
    assert grids[1].separate != goes_on
    assert len(grids[1].rows[0]) == 3


def test_ink_in_which_nothing_is_recognised_is_told():
    grid = PageGrid([["分值", "10"], ["得分", ""]], table=1)
    grid.page, grid.places = 1, {}
    grid.boxes = {(y, x): (100.0 * x, 20.0 * y, 100.0 * x + 99, 20.0 * y + 19) for y in range(2) for x in range(2)}
    page = Page(1, 595, 842, [], [], [Line(0, 0, 40)], 1, scanned=True)
    words = [ocr.Text(text, 0.99, (x + 5, y + 5, x + 25, y + 15)) for text, x, y in (("分值", 0, 0), ("10", 100, 0), ("得分", 0, 20))]  # fmt: skip
    told = doubts([grid], [ocr.Scan(page, words, 0, ((110.0, 24.0, 114.0, 34.0),))], "zh")
    assert [(problem.code, problem.location.box) for problem in told if problem.code == "ocr-unread"] == [
        ("ocr-unread", (100.0, 20.0, 199.0, 39.0))
    ]


@pytest.mark.parametrize(
    ("again", "score", "sure", "other"),
    [
        ("95%", 0.9, 0.99, None),  # two looks agree
        ("85%", 0.99, 0.5, "85%"),  # they do not: a doubt, and the first one stays
        ("95米", 0.99, 0.9, None),  # the figures agree, the letters do not
    ],
)
def test_a_second_look_at_figures(again, score, sure, other):
    found, seen = ocr._compared("95%", 0.9, again, score)
    assert found == pytest.approx(sure)
    assert seen == other


def test_a_page_is_rough_if_many_of_its_texts_are_not_sure():
    assert ocr.is_rough([0.97] * 5 + [0.99] * 8 + [0.9999] * 10)
    assert not ocr.is_rough([0.6] * 8 + [0.9999] * 14)  # strokes over a part of it
    assert not ocr.is_rough([0.9] * 10)  # too few to tell


def test_a_rough_page_is_told_once():
    page = Page(3, 100, 100, [], [], [], 1, scanned=True)
    told = doubts([], [ocr.Scan(page, [], rough=True)], "zh")
    assert [(problem.code, problem.location.page) for problem in told] == [("scan-rough", 3)]


def test_a_drawn_scan_has_letters_as_large_as_their_places():
    """The box of a character is its ink on a scan, and has room above and below where a font made it."""
    size, foot = _lettering("绩", 9.0, 8.6, scanned=True)
    assert size == 9.0
    assert 0 < foot < 2
    assert _lettering("5", 5.0, 8.6, scanned=True)[0] == pytest.approx(5.0 / 0.55)
    assert _lettering("绩", 10.0, 14.0, scanned=False)[0] == 10.0
    assert _lettering("5", 5.0, 14.0, scanned=False)[0] == pytest.approx(0.72 * 14)


def test_a_drawn_page_leads_from_doubts_to_their_places():
    """What is drawn of a page that lay on its side stands where it stands on that page, and a doubt is found from the list."""
    lying = Page(1, 100, 200, [("绩", 10.0, 20.0, 20.0, 30.0)], [Line(40, 10, 90)], [], 1, scanned=True,
                 view=(0.0, -1.0, 200.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0))  # fmt: skip
    told = [
        problem("ocr-doubtful", "<绩>", Location(page=1, box=(170.0, 10.0, 180.0, 20.0)), "zh", percent=80),
        problem("page-turned", "", Location(page=1), "zh", degrees=270),
        problem("pictures-unread", "7", Location(page=7), "zh"),
    ]
    text = _written([_Sheet(1, 200, 100, None, [lying])], [], (), told, None, "表.pdf", "zh").decode()
    assert '<a href="#d1">第1页</a>' in text
    assert '<rect class="d" id="d1" x="170.0" y="10.0" width="10.0" height="10.0">' in text
    assert '<a href="#page1">第1页</a>' in text
    assert "#page7" not in text
    assert "&lt;绩&gt;" in text
    assert 'd="M160.0 10.0L160.0 90.0"' in text
    assert 'transform="rotate(90.0 ' in text
    assert 'id="print"' not in text


@pytest.mark.parametrize("view", [(0.0, 1.0, -1.0, 0.0, 200.0, 0.0), (0.0, -1.0, 200.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)])
def test_places_of_a_part_are_told_as_those_of_its_page(view):
    assert shown((10.0, 20.0, 30.0, 60.0), view) == (140.0, 10.0, 180.0, 30.0)
    assert shown((5.0, 15.0, 25.0, 55.0), moved_view(view, 5.0, 5.0)) == (140.0, 10.0, 180.0, 30.0)
    assert placed(view, 10.0, 20.0) == (180.0, 10.0)


def sheet(kind, layout, seed):
    rng = random.Random(f"marked/{kind}/{layout}/{seed}")
    truth, form = KINDS[kind][layout](rng)
    return truth, drawn.pdf(form, drawn.Style()), rng


def grey(picture, rng):
    return scans.sealed(picture, rng).convert("L")


@pytest.mark.parametrize("marked", [scans.sealed, grey])
def test_a_scan_with_a_seal_over_it(marked):
    truth, data, rng = sheet("项目目标表", "official", 1)
    reading = read(scans.scanned(data, rng, marked=marked), name="scan.pdf")
    facts, wrong = compare(truth, reading)
    assert len(wrong) <= 0.03 * facts, wrong


@pytest.mark.parametrize("marked", [scans.copied, scans.scribbled])
def test_what_strokes_and_specks_spoil_is_told(marked):
    truth, data, rng = sheet("项目目标表", "unit-first", 2)
    reading = read(scans.scanned(data, rng, marked=marked), name="scan.pdf")
    facts, wrong = compare(truth, reading)
    assert len(wrong) <= 0.05 * facts, wrong
    assert not wrong or reading.problems


def test_a_form_over_two_scanned_pages():
    """Each page lay askew in its own way: the columns of the second are those of the first all the same."""
    rng = random.Random("two pages")
    truth, form = KINDS["整体目标表"]["three-columns"](rng)
    data = drawn.pdf(form, drawn.Style(padding=9.0, size=10.5, again=False))
    reading = read(scans.scanned(data, rng), name="scan.pdf")
    assert {where.page for where in reading.locations.values()} > {1}
    facts, wrong = compare(truth, reading)
    assert len(wrong) <= 0.03 * facts, wrong
