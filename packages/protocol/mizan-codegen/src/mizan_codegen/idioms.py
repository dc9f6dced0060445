"""How the frameworks differ in a generated client: which package, which words, which names."""

from __future__ import annotations

from dataclasses import dataclass

from mizan_codegen.problems import ConfigError


@dataclass(frozen=True)
class Idiom:
    """`provider` makes the name of what says which instance of a context is meant.

    `noun` is what people call a `useBoard` there; `not_props` are params that cannot be given to a
    component, for the framework takes them itself.
    """

    package: str
    noun: str
    provider: str
    not_props: frozenset[str]


IDIOMS = {
    "react": Idiom("@mizan/react", "hooks", "{}Provider", frozenset({"children", "key", "ref"})),
    "svelte": Idiom("@mizan/svelte", "functions", "provide{}", frozenset()),
    "vue": Idiom(
        "@mizan/vue", "composables", "{}Provider", frozenset({"class", "key", "ref", "style"})
    ),
}


def idiom_of(framework: str) -> Idiom:
    """Raises ConfigError for a framework that there is no client for."""
    if framework not in IDIOMS:
        known = ", ".join(sorted(IDIOMS))
        raise ConfigError(f"no client for the framework {framework!r} yet", f"there is: {known}")
    return IDIOMS[framework]
