import { storyOf } from './story.js';

storyOf('bookworm');
