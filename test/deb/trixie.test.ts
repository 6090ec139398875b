import { storyOf } from './story.js';

storyOf('trixie');
