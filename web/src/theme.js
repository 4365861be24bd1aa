// Runs before the first paint, as a classic script in <head>, so that a stored theme never flashes. Nothing else is here.
try {
  const stored = localStorage.getItem('theme');
  if (stored === 'dark' || stored === 'light') document.documentElement.dataset.theme = stored;
} catch { /* storage is blocked: the system's preference holds */ }
