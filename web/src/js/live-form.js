import { Saver } from './save.js';
import { swap } from './swap.js';

// <live-form target="#results, #count"> around a GET form filters while you type: the address follows, so the view can
// still be mailed. <live-form> around a POST form saves while you type (attribute op sets the field "op").
// Without script the form's own button does both.
export class LiveForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form');
    if (form.method === 'post') {
      const saver = new Saver(form, this.getAttribute('op'));
      form.addEventListener('input', () => saver.change());
      return;
    }
    const now = () => {
      const filled = [...new FormData(form)].filter(([, value]) => value !== '');
      const url = form.action.split('?')[0] + '?' + new URLSearchParams(filled);
      history.replaceState(null, '', url);
      this.abort?.abort();
      this.abort = new AbortController();
      swap(url, this.getAttribute('target'), { signal: this.abort.signal }).catch(e => {
        if (e.name !== 'AbortError') form.submit(); // the network failed: let the browser say so
      });
    };
    form.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(now, 250);
    });
    form.addEventListener('submit', e => { e.preventDefault(); clearTimeout(this.timer); now(); });
  }
}
