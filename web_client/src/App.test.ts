import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import App from './App.svelte';
import { go } from './navigation.svelte';
import { setLanguage } from './text/language.svelte';

beforeEach(() => setLanguage('en'));

test('an address that leads nowhere says so and offers the front page', () => {
  go('/no/such/page');
  render(App);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Nothing here');
  expect(screen.getByRole('link', { name: 'Front page' }).getAttribute('href')).toBe('/');
});

test('the language changes in place, for every word and for the page itself', async () => {
  go('/no/such/page');
  render(App);
  await fireEvent.click(screen.getByRole('button', { name: '中文' }));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('这里没有内容');
  expect(document.documentElement.lang).toBe('zh-Hans');
  await fireEvent.click(screen.getByRole('button', { name: 'English' }));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Nothing here');
});
