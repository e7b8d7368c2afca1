"""Reads the feed and the sitemap of a site: site_feeds.py SITE SCHEMAS."""

import sys
from pathlib import Path

import feedparser
from lxml import etree

site, schemas = Path(sys.argv[1]), Path(sys.argv[2])
ATOM = "{http://www.w3.org/2005/Atom}"

feed = feedparser.parse(str(site / "feed.xml"))
assert not feed.bozo, feed.get("bozo_exception")
assert feed.version == "atom10" and len(feed.entries) >= 5, feed.version
for entry in feed.entries:
    assert entry.id.startswith("urn:uuid:") and entry.updated_parsed and entry.title and entry.link, entry
    assert entry.link.startswith("https://example.org/texts/articles/"), entry.link
root = etree.parse(str(site / "feed.xml")).getroot()
for name in ("title", "id", "updated", "author"):
    assert len(root.findall(ATOM + name)) == 1, name
ids = [entry.id for entry in feed.entries]
assert len(set(ids)) == len(ids)

schema = etree.XMLSchema(etree.parse(str(schemas / "sitemap.xsd")))
schema.assertValid(etree.parse(str(site / "sitemap.xml")))
pages = {loc.text for loc in etree.parse(str(site / "sitemap.xml")).iter("{*}loc")}
assert len(pages) == len(list((site / "articles").glob("*.html"))) + 1, pages
print(f"a feed of {len(ids)} articles and a sitemap of {len(pages)} pages")
