import { describe, expect, it } from 'vitest';
import { provideStorage } from './storage';

function pageWithout(): Window {
  const page = {};
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(page, name, {
      configurable: true,
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  }
  return page as Window;
}

describe('a browser that keeps nothing', () => {
  it('gets a storage that lasts as long as the page', () => {
    const page = pageWithout();
    expect(() => page.localStorage).toThrow();
    provideStorage(page);
    page.localStorage.setItem('name', 'Ann');
    expect(page.localStorage.getItem('name')).toBe('Ann');
    expect(page.sessionStorage.getItem('name')).toBeNull();
    page.localStorage.removeItem('name');
    expect(page.localStorage.getItem('name')).toBeNull();
  });

  it('is not what most have: theirs stays', () => {
    const before = window.localStorage;
    provideStorage();
    expect(window.localStorage).toBe(before);
  });
});
