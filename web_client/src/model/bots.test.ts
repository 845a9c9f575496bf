import { describe, expect, it } from 'vitest';
import { botHelp, botName, steadyBot } from './bots';

function spoken(texts: Record<string, string>) {
  return {
    has: (key: string) => key in texts,
    say: (key: string) => texts[key] ?? `readable ${key}`,
    maybe: (key: string) => texts[key] ?? '',
  };
}

describe('an opponent', () => {
  it('has the words of the ruleset', () => {
    const words = spoken({ 'bot.balanced.name': 'Steady', 'bot.balanced.help': 'Spends on everything.' });
    expect(botName(words, 'balanced')).toBe('Steady');
    expect(botHelp(words, 'balanced')).toBe('Spends on everything.');
  });

  it('that any ruleset has brings words of its own, one for each level', () => {
    const planners = ['planner_easy', 'planner', 'planner_hard'];
    const said = planners.flatMap((bot) => [botName(spoken({}), bot), botHelp(spoken({}), bot)]);
    expect(new Set(said).size).toBe(2 * planners.length);
    expect(said.every((words) => words && !words.startsWith('readable'))).toBe(true);
  });

  it('goes by the words of a ruleset that has one of the same name', () => {
    const words = spoken({ 'bot.planner.name': 'Urban planner' });
    expect(botName(words, 'planner')).toBe('Urban planner');
  });

  it('goes by a readable form of its key when nobody has words for it', () => {
    expect(botName(spoken({}), 'genius')).toBe('readable bot.genius.name');
    expect(botHelp(spoken({}), 'genius')).toBe('');
  });

  it('is the steady one when nobody chose', () => {
    expect(steadyBot(['sprinter', 'balanced'])).toBe('balanced');
    expect(steadyBot(['sprinter'])).toBe('sprinter');
  });
});
