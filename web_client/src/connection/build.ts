/** Which build of the client a page is of: the address of its first script, whose name holds the hash of it all. */
const SCRIPT = /<script\b[^>]*\btype="module"[^>]*\bsrc="([^"]+)"/;

/** The build in the words of a page; null where there is none. */
export function buildIn(html: string): string | null {
  return SCRIPT.exec(html)?.[1] ?? null;
}

/** The build that this page was loaded as. */
export function ownBuild(): string | null {
  return document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null;
}

/** The build that the server hands out now; null while it does not answer. */
export async function newestBuild(): Promise<string | null> {
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } });
    return answer.ok ? buildIn(await answer.text()) : null;
  } catch {
    return null;
  }
}
