"""Rulesets by content hash: what never changes may be kept for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from airace_rules.manifest import Harvests, RulesetManifest
from airace_server.bodies import RulesetCatalogue, RulesetOnOffer
from airace_server.http.parts import TheParts, is_local

router = APIRouter(prefix="/api/rulesets", tags=["rulesets"])

FOR_EVER: Final = "public, max-age=31536000, immutable"


@router.get("")
async def catalogue(request: Request, response: Response, parts: TheParts) -> RulesetCatalogue:
    """The rulesets on offer, each with its version; and which have files that do not load. What is wrong with them is
    told to the server's own machine alone, where they are written."""
    response.headers["cache-control"] = "no-store"
    found = await parts.rulesets.on_offer()
    return RulesetCatalogue(rulesets=found if is_local(request, parts) else [without_lines(each) for each in found])


def without_lines(offer: RulesetOnOffer) -> RulesetOnOffer:
    """The same without what stands in unfinished files."""
    broken = offer.broken and offer.broken.model_copy(update={"diagnostics": []})
    return offer.model_copy(update={"broken": broken})


@router.get("/{hash}")
async def manifest(hash: str, response: Response, parts: TheParts) -> RulesetManifest:
    """What a client needs to draw its screens."""
    found = await parts.rulesets.manifest(hash)
    response.headers["cache-control"] = FOR_EVER
    return found


@router.get("/{hash}/texts/{language}")
async def texts(hash: str, language: str, response: Response, parts: TheParts) -> Mapping[str, str]:
    """The designers' words in one language: text key → text."""
    found = await parts.rulesets.texts(hash, language)
    response.headers["cache-control"] = FOR_EVER
    return found


@router.get("/{hash}/harvests")
async def harvests(hash: str, response: Response, parts: TheParts) -> Harvests:
    """When points pay that are placed in each lever and instrument, in a usual match: by the rules alone, the same for
    everybody. It may take some seconds the first time."""
    found = await parts.games.forecaster.harvests(await parts.rulesets.get(hash))
    response.headers["cache-control"] = FOR_EVER
    return found


@router.get("/{hash}/files")
async def files(hash: str, response: Response, parts: TheParts) -> Mapping[str, str]:
    """The rule files as the designers wrote them: path → text."""
    found = await parts.rulesets.files(hash)
    response.headers["cache-control"] = FOR_EVER
    return found
