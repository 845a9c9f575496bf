import { m } from '../paraglide/messages.js';
import type { RulesetWords } from '../text/ruleset.svelte';

/** The house strategy to meet when nobody chose one: the steady one that par is made of, or a ruleset's first. */
export function steadyBot(bots: readonly string[]): string {
  return bots.includes('balanced') ? 'balanced' : (bots[0] ?? 'balanced');
}

/** The words for players that any ruleset has; a planner that this client does not know yet goes by its key. */
const PLANNERS: Record<string, { name: () => string; help: () => string }> = {
  planner_easy: { name: m.planner_easy_name, help: m.planner_easy_help },
  planner: { name: m.planner_name, help: m.planner_help },
  planner_hard: { name: m.planner_hard_name, help: m.planner_hard_help },
};

type Words = Pick<RulesetWords, 'has' | 'say' | 'maybe'>;

export function botName(words: Words, bot: string): string {
  const key = `bot.${bot}.name`;
  return (words.has(key) ? undefined : PLANNERS[bot]?.name()) ?? words.say(key);
}

export function botHelp(words: Words, bot: string): string {
  return words.maybe(`bot.${bot}.help`) || (PLANNERS[bot]?.help() ?? '');
}
