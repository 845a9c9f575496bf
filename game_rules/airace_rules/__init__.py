"""The rules of airace: pure, deterministic, driven by rule files.

The public door::

    ruleset = load_ruleset(Path("game_rules/rulesets/quick"))
    state = new_match(ruleset, seed)
    orders = check_orders(ruleset, state, "washington", orders)
    result = resolve_turn(ruleset, state, {"washington": orders, "beijing": orders}, seed)
    view = view_for(ruleset, result.after, [result], "beijing")

Nothing here reads a clock, a socket, a database or global chance; ``load_ruleset`` alone reads files.
"""
