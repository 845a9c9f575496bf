/** The house strategy to meet when nobody chose one: the steady one that par is made of, or a ruleset's first. */
export function steadyBot(bots: readonly string[]): string {
  return bots.includes('balanced') ? 'balanced' : (bots[0] ?? 'balanced');
}
