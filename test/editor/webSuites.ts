import './recognition';
import './explanations';
import './navigation';
import './edits';
