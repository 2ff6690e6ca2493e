import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite gateway/dashboard` (development) finds a running gateway. */
const gateway = process.env['SIGNALPOST_GATEWAY_URL'] ?? 'http://127.0.0.1:8080';

/** Nothing inline and nothing foreign: the gateway's content security policy allows only its own files. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': gateway, '/login': gateway, '/ws': { target: gateway, ws: true } },
  },
});
