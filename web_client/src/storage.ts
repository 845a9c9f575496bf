/**
 * Storage for browsers that keep none: where even looking at it throws, the page gets one that lasts as long as itself.
 * Imported by whatever looks at storage while it is loaded itself.
 */
const STORES = ['localStorage', 'sessionStorage'] as const;

export class Fleeting implements Storage {
  [name: string]: unknown;
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }
  key(at: number): string | null {
    return [...this.kept.keys()][at] ?? null;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, String(value));
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
  clear(): void {
    this.kept.clear();
  }
}

function works(name: (typeof STORES)[number], page: Window): boolean {
  try {
    page[name].setItem('airace.probe', '');
    page[name].removeItem('airace.probe');
    return true;
  } catch {
    return false;
  }
}

export function provideStorage(page: Window = window): void {
  for (const name of STORES) {
    if (!works(name, page)) Object.defineProperty(page, name, { value: new Fleeting(), configurable: true });
  }
}

provideStorage();
