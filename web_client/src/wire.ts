/** The wire types under short names. The only module that knows where the generated files are. */
export type {
  ActionResult,
  BudgetView,
  Change,
  ClientMessage,
  ClockBody,
  CodexInfo,
  DealInfo,
  DealView,
  Debrief,
  Done,
  DraftBody,
  ErrorBody,
  Estimate,
  FactInfo,
  Forecast,
  Event as WireEvent,
  Headline,
  Hello,
  InstrumentInfo,
  JoinInfo,
  LessonInfo,
  LessonStepInfo,
  LeverInfo,
  Member,
  OrdersView,
  Outcome,
  Part,
  Past,
  PresenceBody,
  ProjectInfo,
  ProjectView,
  Reentered,
  Report,
  RivalProjectView,
  RoleInfo,
  RulesetManifest,
  SeatInfo,
  SeatTaken,
  ScoreInfo,
  ServerInfo,
  ServerMessage,
  SessionAction,
  SessionInfo,
  SessionMade,
  Span,
  StanceInfo,
  TableBody,
  TeamInfo,
  TermInfo,
  TimelinePoint,
  TurningPoint,
  TurningPoints,
  VariableInfo,
  View,
  Welcome,
} from './generated/ws';

/** The protocol this client speaks. */
export const PROTOCOL = 1;

export const SIDES = ['washington', 'beijing'] as const;
export type Side = (typeof SIDES)[number];

export function rivalOf(side: Side): Side {
  return side === 'washington' ? 'beijing' : 'washington';
}
