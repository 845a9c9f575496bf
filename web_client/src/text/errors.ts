/** A refusal in the language of the screen: what happened and what to do. An unknown code keeps the server's words. */
import { m } from '../paraglide/messages.js';
import type { ErrorBody } from '../wire';
import { number } from './format';
import { language } from './language.svelte';

type Args = ErrorBody['args'];
interface Sentences {
  message: string;
  hint: string;
}

const text = (args: Args, name: string) => String(args?.[name] ?? '');
const amount = (args: Args, name: string) => {
  const value = args?.[name];
  return typeof value === 'number' ? number(value, language(), 1) : text(args, name);
};

const full = (what: string): Sentences => {
  if (what === 'side') return { message: m.error_side_full(), hint: m.error_side_full_hint() };
  if (what === 'match') return { message: m.error_match_full(), hint: m.error_match_full_hint() };
  return { message: m.error_seats_full(), hint: m.error_seats_full_hint() };
};

const KNOWN: Readonly<Record<string, (args: Args) => Sentences>> = {
  network: () => ({ message: m.error_network(), hint: m.error_network_hint() }),
  no_cookies: () => ({ message: m.error_no_cookies(), hint: m.error_no_cookies_hint() }),
  interrupted: () => ({ message: m.error_interrupted(), hint: m.error_interrupted_hint() }),
  too_large: () => ({ message: m.error_too_large(), hint: m.error_too_large_hint() }),
  too_fast: () => ({ message: m.error_too_fast(), hint: m.error_too_fast_hint() }),
  old_protocol: () => ({ message: m.error_old_protocol(), hint: m.error_old_protocol_hint() }),
  new_version: () => ({ message: m.error_new_version(), hint: m.error_new_version_hint() }),
  unknown_match: () => ({ message: m.error_unknown_match(), hint: m.error_unknown_match_hint() }),
  not_your_seat: () => ({ message: m.error_not_your_seat(), hint: m.error_not_your_seat_hint() }),
  wrong_turn: () => ({ message: m.error_wrong_turn(), hint: m.error_wrong_turn_hint() }),
  turn_closed: () => ({ message: m.error_wrong_turn(), hint: m.error_wrong_turn_hint() }),
  prediction_closed: () => ({ message: m.error_prediction_closed(), hint: m.error_prediction_closed_hint() }),
  match_over: () => ({ message: m.error_match_over(), hint: m.error_match_over_hint() }),
  not_started: () => ({ message: m.error_not_started(), hint: m.error_not_started_hint() }),
  paused: () => ({ message: m.error_paused(), hint: m.error_paused_hint() }),
  draft_conflict: () => ({ message: m.error_draft_conflict(), hint: m.error_draft_conflict_hint() }),
  over_budget: (args) => ({
    message: m.error_over_budget(),
    hint: m.error_over_budget_hint({ over: amount(args, 'over') }),
  }),
  over_cap: (args) => ({ message: m.error_over_cap({ cap: amount(args, 'cap') }), hint: m.error_over_cap_hint() }),
  already_committed: () => ({ message: m.error_already_committed(), hint: m.error_already_committed_hint() }),
  bad_nickname: () => ({ message: m.error_bad_nickname(), hint: m.error_bad_nickname_hint() }),
  unavailable: () => ({ message: m.error_unavailable(), hint: m.error_unavailable_hint() }),
  conflicting_orders: () => ({ message: m.error_conflicting_orders(), hint: m.error_conflicting_orders_hint() }),
  not_your_instrument: () => ({ message: m.error_no_instrument(), hint: m.error_no_instrument_hint() }),
  not_your_project: () => ({ message: m.error_no_instalment(), hint: m.error_no_instalment_hint() }),
  project_finished: () => ({ message: m.error_no_instalment(), hint: m.error_no_instalment_hint() }),
  project_waits: () => ({ message: m.error_no_instalment(), hint: m.error_no_instalment_hint() }),
  too_many_new_projects: (args) => ({
    message: m.error_new_projects({ most: text(args, 'most') }),
    hint: m.error_new_projects_hint(),
  }),
  needs_not_met: () => ({ message: m.error_needs(), hint: m.error_needs_hint() }),
  deal_locked: (args) => ({
    message: m.error_deal_locked(),
    hint: m.error_deal_locked_hint({ turns: text(args, 'turns') }),
  }),
  breaks_deal: () => ({ message: m.error_breaks_deal(), hint: m.error_breaks_deal_hint() }),
  not_open_yet: (args) => ({
    message: m.error_not_open_yet(),
    hint:
      text(args, 'turn') === '0'
        ? m.error_not_open_never_hint()
        : m.error_not_open_yet_hint({ turn: text(args, 'turn') }),
  }),
  seats_full: (args) => full(text(args, 'full')),
  unknown_code: () => ({ message: m.error_unknown_code(), hint: m.error_unknown_code_hint() }),
  not_facilitator: () => ({ message: m.error_not_facilitator(), hint: m.error_not_facilitator_hint() }),
  not_over: () => ({ message: m.error_not_over(), hint: m.error_not_over_hint() }),
  server_full: () => ({ message: m.error_server_full(), hint: m.error_server_full_hint() }),
  forbidden_origin: () => ({ message: m.error_forbidden_origin(), hint: m.error_forbidden_origin_hint() }),
  bad_message: (args) => ({
    message: m.error_bad_message(),
    hint: m.error_bad_message_hint({ most: text(args, 'most') }),
  }),
  chat_too_fast: (args) => ({
    message: m.error_chat_too_fast(),
    hint: m.error_chat_too_fast_hint({ seconds: text(args, 'seconds') }),
  }),
  chat_off: () => ({ message: m.chat_off(), hint: m.chat_off_hint() }),
  chat_full: () => ({ message: m.error_chat_full(), hint: m.error_chat_full_hint() }),
  chat_interrupted: () => ({ message: m.error_chat_interrupted(), hint: m.error_chat_interrupted_hint() }),
  bad_frame: () => ({ message: m.error_not_understood(), hint: m.error_not_understood_hint() }),
  not_hello: () => ({ message: m.error_not_understood(), hint: m.error_not_understood_hint() }),
  wrong_method: () => ({ message: m.error_not_understood(), hint: m.error_not_understood_hint() }),
  unknown_address: () => ({ message: m.error_unknown_address(), hint: m.error_unknown_address_hint() }),
  malformed_orders: () => ({ message: m.error_malformed_orders(), hint: m.error_malformed_orders_hint() }),
  unknown_ruleset: () => ({ message: m.error_unknown_ruleset(), hint: m.error_unknown_ruleset_hint() }),
  unknown_language: () => ({ message: m.error_unknown_language(), hint: m.error_unknown_language_hint() }),
  unknown_bot: () => ({ message: m.error_unknown_bot(), hint: m.error_unknown_bot_hint() }),
  unknown_table: () => ({ message: m.error_unknown_table(), hint: m.error_unknown_table_hint() }),
  forbidden: () => ({ message: m.error_forbidden(), hint: m.error_forbidden_hint() }),
  nobody_to_talk_to: () => ({ message: m.error_nobody_to_talk_to(), hint: m.error_nobody_to_talk_to_hint() }),
  internal: () => ({ message: m.error_internal(), hint: m.error_internal_hint() }),
};

export function errorWords(error: ErrorBody): Sentences {
  return KNOWN[error.code]?.(error.args) ?? { message: error.message, hint: error.hint };
}
