// Everything here only improves a page that works without it. No framework, no eval, no inline handlers, no innerHTML:
// it runs under script-src 'self' and require-trusted-types-for 'script'.
// The list of custom elements is fixed; adding one needs a reason that a plain form or link cannot meet.
import { BulkBar } from './js/bulk-bar.js';
import { ExitPage } from './js/exit-page.js';
import { JobProgress } from './js/job-progress.js';
import { KeyHelp } from './js/key-help.js';
import { LiveForm } from './js/live-form.js';
import { RankList } from './js/rank-list.js';
import { ThemeToggle } from './js/theme-toggle.js';
import { UndoToast } from './js/undo-toast.js';
import { copyButtons } from './js/copy.js';
import { early } from './js/early.js';
import { offline } from './js/offline.js';
import { submitOnce } from './js/submit-once.js';
import { tallies } from './js/tally.js';

offline();
submitOnce();
tallies();
copyButtons();
document.querySelector('.summary-errors')?.focus();
early();

const elements = {
  'theme-toggle': ThemeToggle, 'rank-list': RankList, 'live-form': LiveForm, 'job-progress': JobProgress,
  'undo-toast': UndoToast, 'bulk-bar': BulkBar, 'exit-page': ExitPage, 'key-help': KeyHelp,
};
for (const [name, element] of Object.entries(elements)) customElements.define(name, element);
