// How the application is built: under /app/, every file named after its content, nothing inlined (the policy of the pages
// is `default-src 'self'`).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/app/',
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  server: { proxy: { '^/(api|sign-in|sign-out|assets)': { target: process.env['CTAC_URL'] ?? 'http://127.0.0.1:8080', ws: true } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
})
