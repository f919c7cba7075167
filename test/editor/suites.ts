import './recognition';
import './explanations';
import './navigation';
import './sharing';
import './edits';
import './bigLog';
import './crash';
