import { mount } from 'svelte';
import './look/tokens.css';
import './look/base.css';
import './look/theme.svelte';
import './text/language.svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app"');
target.replaceChildren();
mount(App, { target });
