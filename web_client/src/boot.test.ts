import { describe, expect, it } from 'vitest';
import page from '../index.html?raw';
import en from '../messages/en.json';
import zh from '../messages/zh.json';

describe('the page before its scripts are here', () => {
  const body = new DOMParser().parseFromString(page, 'text/html').body;

  it('says in both languages that it is loading, and a screen reader hears it', () => {
    const boot = body.querySelector('#app [role=status]');
    expect(boot?.textContent).toContain(en.loading);
    expect(boot?.querySelector('[lang=zh-Hans]')?.textContent).toContain(zh.loading.replace(/[…。]+$/u, ''));
  });

  it('says what is missing where no scripts run', () => {
    expect(page).toMatch(/<noscript>[\s\S]*JavaScript[\s\S]*<\/noscript>/);
  });
});
