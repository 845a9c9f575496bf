/** Where we are, and going elsewhere without a reload. */
import { routeOf, type Route } from './routes';

const here = $state<{ route: Route }>({ route: routeOf(location.pathname) });

window.addEventListener('popstate', () => (here.route = routeOf(location.pathname)));

export function route(): Route {
  return here.route;
}

/**
 * `instead`: in place of the page that was here, which is done with; "back" does not lead to it. `top`: begin where the
 * new page begins.
 */
export function go(path: string, instead = false, top = true): void {
  if (instead) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  here.route = routeOf(path);
  if (top) window.scrollTo(0, 0);
}

/** For links: follow within the page, unless the reader wants a new tab. */
export function follow(event: MouseEvent & { currentTarget: HTMLAnchorElement }): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(event.currentTarget.pathname);
}

let shown = false;

/**
 * For the heading of a screen: whoever comes from another screen, and whose place in it is gone, begins at the heading.
 * The first screen of a page is begun where the browser begins.
 */
export function arrive(heading: HTMLElement): void {
  const lost = document.activeElement === document.body || document.activeElement === null;
  if (shown && lost) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  shown = true;
}
