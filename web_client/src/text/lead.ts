/** The lead as a sentence. */
import type { LeadPicture } from '../model/lead';
import { m } from '../paraglide/messages.js';
import { number } from './format';

export function leadWords(
  lead: LeadPicture,
  name: (side: 'washington' | 'beijing') => string,
  language: string,
): { sentence: string; likely: string } {
  const months = number(lead.months, language, 0);
  const sentence =
    lead.ahead === null
      ? m.lead_none()
      : lead.months === 1
        ? m.lead_by_one({ side: name(lead.ahead) })
        : m.lead_by({ side: name(lead.ahead), months });
  const sure = lead.low === lead.high;
  // Nobody reads “likely −1 to 5” as “or the other side by one”.
  if (!sure && (lead.ahead === null || lead.low < 0)) {
    return { sentence, likely: m.lead_within({ months: number(lead.band, language, 0) }) };
  }
  const low = number(lead.low, language, 0);
  const high = number(lead.high, language, 0);
  return { sentence, likely: sure ? '' : m.lead_likely({ low, high }) };
}
