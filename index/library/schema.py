"""The tables of the catalogue, and how its file is told from other databases."""

from __future__ import annotations

FORMAT = 2
MARK = 0x6C636867  # "lchg": tells our files from other people's databases.
SCHEMA = """
CREATE TABLE sources (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE printings (
    source INTEGER NOT NULL REFERENCES sources, born INTEGER NOT NULL, died INTEGER,
    whole INTEGER NOT NULL, record TEXT NOT NULL, page TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (source, born));
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL REFERENCES sources, place INTEGER NOT NULL,
    article_id TEXT NOT NULL, born INTEGER NOT NULL, died INTEGER,
    record TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL);
CREATE INDEX articles_by_id ON articles (article_id);
CREATE INDEX articles_by_source ON articles (source, place);
CREATE INDEX articles_by_death ON articles (died) WHERE died IS NOT NULL;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, digest BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE generations (number INTEGER PRIMARY KEY, created TEXT NOT NULL, manifest TEXT NOT NULL);
CREATE TABLE current (one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL REFERENCES generations);
"""
