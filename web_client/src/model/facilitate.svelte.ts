/** A class session as its facilitator sees it: all tables, kept up to date. */
import { later, openSocket, wakeUps } from '../connection/browser';
import { Connection, type LineState } from '../connection/socket';
import { steadyNow } from '../connection/time';
import { PROTOCOL, type ServerMessage, type TableBody } from '../wire';

export interface Tables {
  tables: readonly TableBody[];
  lastEvent: number;
  offset: number;
  gap: boolean;
}

export const NO_TABLES: Tables = { tables: [], lastEvent: 0, offset: 0, gap: false };

/** Pure: the next state after a frame that came in at `now` (Unix seconds, our clock). */
export function applyTableFrame(state: Tables, frame: ServerMessage, now: number): Tables {
  if (frame.type === 'snapshot') {
    const tables = frame.tables ?? state.tables;
    return { tables, lastEvent: frame.event, offset: frame.server_time - now, gap: false };
  }
  if (frame.type === 'welcome' || frame.type === 'pong') return { ...state, offset: frame.server_time - now };
  if (frame.type !== 'event' || frame.event <= state.lastEvent) return state;
  if (frame.event > state.lastEvent + 1) return { ...state, gap: true };
  const next = { ...state, lastEvent: frame.event };
  if (frame.body.kind === 'table_said') {
    const { messages } = frame.body;
    const said = (table: TableBody) => ({ ...table, messages: Math.max(table.messages, messages) });
    return { ...next, tables: state.tables.map((table) => (table.match === frame.match ? said(table) : table)) };
  }
  if (frame.body.kind !== 'table_changed') return next;
  const changed = frame.body.table;
  return { ...next, tables: state.tables.map((table) => (table.table === changed.table ? changed : table)) };
}

export class FacilitatorSession {
  state = $state.raw<Tables>(NO_TABLES);
  line = $state.raw<LineState>({ kind: 'stopped' });

  private connection: Connection;
  private stopWaking: () => void = () => undefined;

  constructor(readonly session: string) {
    this.connection = new Connection({
      open: openSocket,
      hello: () => ({ type: 'hello', protocol: PROTOCOL, session: this.session, last_event: this.state.lastEvent }),
      onFrame: (frame) => this.onFrame(frame),
      onState: (state) => (this.line = state),
      later,
    });
  }

  start(): void {
    this.connection.start();
    this.stopWaking = wakeUps(this.connection);
  }

  stop(): void {
    this.stopWaking();
    this.connection.stop();
  }

  retryNow(): void {
    this.connection.nudge();
  }

  private onFrame(frame: ServerMessage): void {
    this.state = applyTableFrame(this.state, frame, steadyNow());
    if (this.state.gap) this.connection.resync();
  }
}
