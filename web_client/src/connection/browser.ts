/** The browser's own parts for a connection: its socket, its timers, and the moments to try again at once. */
import type { Connection, Line } from './socket';

export function openSocket(): Line {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/ws`);
  const line: Line = {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.onopen = () => line.onopen?.();
  socket.onmessage = (event) => line.onmessage?.({ data: event.data as unknown });
  socket.onclose = () => line.onclose?.();
  return line;
}

export function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}

/** Nudge the connection when the network is back or the tab is looked at again. Returns how to stop. */
export function wakeUps(connection: Connection): () => void {
  const online = () => connection.nudge();
  const seen = () => {
    if (document.visibilityState === 'visible') connection.nudge();
  };
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', online);
    document.removeEventListener('visibilitychange', seen);
  };
}
