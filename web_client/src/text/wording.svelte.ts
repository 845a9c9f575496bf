/** The words of a ruleset on a page: loaded in the chosen language, again and again until they are here. */
import { untrack } from 'svelte';
import { Insisting } from '../model/insisting.svelte';
import { language } from './language.svelte';
import type { RulesetWords } from './ruleset.svelte';

/** Call it while a component is set up; it ends with the component. `problem` of what it returns: why none are here. */
export function keepWorded(words: () => RulesetWords | null): Insisting {
  const wording = new Insisting();
  $effect(() => {
    const wanted = language();
    const now = words();
    if (now)
      untrack(() =>
        wording.ask(
          () => now.load(wanted),
          () => undefined,
        ),
      );
    return () => wording.stop();
  });
  return wording;
}
