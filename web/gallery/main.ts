/** Opens the gallery in the language and look that the device has chosen. */
import { mount } from 'svelte';
import '../src/lib/styles/tokens.css';
import '../src/lib/styles/base.css';
import { chosenTheme, showTheme } from '../src/lib/platform/theme.ts';
import { openWords } from '../src/lib/words/dictionary.ts';
import { spoken } from '../src/lib/words/spoken.svelte.ts';
import Gallery from './Gallery.svelte';

const target = document.querySelector('#app');
if (target === null) throw new Error('index.html has no #app');
showTheme(chosenTheme());
await spoken.start();
await Promise.all([openWords('everyone'), openWords('staff')]);
mount(Gallery, { target });
