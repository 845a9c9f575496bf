/** Going back to last turn's orders. */
import type { View } from '../wire';
import type { Fields } from './optimistic';

/** The fields that turn `shown` back into the default orders and the stances in force. */
export function defaultFields(view: View, shown: Fields): Fields {
  const { defaults } = view;
  return {
    instruments: { ...all(shown.instruments, 0), ...defaults?.instruments },
    stances: { ...view.stances, ...defaults?.stances },
    projects: { ...all(shown.projects, false), ...defaults?.projects },
    deals: { ...all(shown.deals, false), ...defaults?.deals },
  };
}

function all<T>(of: Record<string, T>, value: T): Record<string, T> {
  return Object.fromEntries(Object.keys(of).map((key) => [key, value]));
}
