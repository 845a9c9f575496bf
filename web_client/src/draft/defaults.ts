/** Going back to last turn's orders. */
import type { View } from '../wire';
import type { Fields } from './optimistic';

/** The fields that turn `shown` back into the default orders and the stances in force. */
export function defaultFields(view: View, shown: Fields): Fields {
  const instruments: Record<string, number> = {};
  for (const key of Object.keys(shown.instruments)) instruments[key] = 0;
  return {
    instruments: { ...instruments, ...view.defaults?.instruments },
    stances: { ...view.stances, ...view.defaults?.stances },
  };
}
