import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
    }),
    svelte(),
    svelteTesting(),
  ],
  build: { outDir: 'dist', target: 'es2022', sourcemap: false },
  server: { proxy: { '/ws': { target: server, ws: true }, '/api': server, '/openapi.json': server } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
});
