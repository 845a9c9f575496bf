/** The browser's own parts for a connection: its socket, its timers, and the moments to try again at once. */
import type { Connection, Line } from './socket';
import { watchSleep } from './time';

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

/**
 * Nudge the connection when the network comes or goes, the tab is looked at again, or the device wakes. Returns how to
 * stop.
 */
export function wakeUps(connection: Connection): () => void {
  const nudge = () => connection.nudge();
  const seen = () => {
    if (document.visibilityState === 'visible') nudge();
  };
  const ofWindow = ['online', 'offline', 'pageshow', 'focus'];
  for (const name of ofWindow) window.addEventListener(name, nudge);
  document.addEventListener('visibilitychange', seen);
  document.addEventListener('resume', nudge);
  const stopWatching = watchSleep(nudge);
  return () => {
    for (const name of ofWindow) window.removeEventListener(name, nudge);
    document.removeEventListener('visibilitychange', seen);
    document.removeEventListener('resume', nudge);
    stopWatching();
  };
}
