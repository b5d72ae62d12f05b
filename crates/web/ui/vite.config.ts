// How the application is built: under /app/, every file named after its content, nothing inlined (the policy of the pages
// is `default-src 'self'`).
import { defineConfig } from 'vitest/config'
import { themes } from './scripts/theme.ts'

const service = process.env['CTAC_URL'] ?? 'http://127.0.0.1:8420'

export default defineConfig({
  base: '/app/',
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  css: { preprocessorOptions: { scss: { quietDeps: true } }, postcss: { plugins: [themes] } },
  server: {
    // For work on the pages: everything else is a running service's (`ctac demo`), which looks at `Origin`.
    proxy: { '^/(?!app(/|$))': { target: service, ws: true, changeOrigin: true, headers: { origin: service } } },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
})
