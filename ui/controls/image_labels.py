"""Names on screen of the settings of models on pictures."""

from __future__ import annotations

from ui.shared.text import N_, Texts

LABELS = Texts(
    {
        "latent_dim": N_("Latent dimensions"),
        "width": N_("Width"),
        "noise": N_("Latent distribution"),
        "batch_norm": N_("Batch norm of G"),
        "output": N_("Output activation of G"),
        "rectifier": N_("Activation of D"),
        "start": N_("Weight initialisation"),
        "loss": N_("Loss"),
        "kl_weight": N_("KL weight (beta)"),
        "kl_warmup": N_("KL warm-up"),
        "encoder_noise": N_("Noise on the input"),
        "refit_steps": N_("Encoder-only fine-tuning"),
        "refit_lr": N_("Fine-tuning rate"),
        "r1": N_("R1 penalty"),
        "gp_weight": N_("Gradient penalty"),
        "drift": N_("Drift penalty"),
        "grow_to": N_("Final resolution"),
        "channel_base": N_("Channel base"),
        "fade_images": N_("Images per fade-in"),
        "settle_images": N_("Images to stabilise"),
        "mirror": N_("Horizontal flips"),
        "augment": N_("Augmentation (DiffAugment)"),
        "norm_every": N_("BN statistics for the EMA"),
        "r1_every": N_("R1 interval"),
        "n_critic": N_("Critic updates per generator update"),
        "shift": N_("Random shift"),
        "turn": N_("Random rotation"),
        "label_smoothing": N_("Label smoothing"),
        "optimizer": N_("Optimiser"),
        "lr": N_("Learning rate"),
        "lr_d": N_("Learning rate of D"),
        "beta1": N_("Beta 1"),
        "beta2": N_("Beta 2"),
        "momentum": N_("Momentum"),
        "momentum_d": N_("Momentum of D"),
        "schedule": N_("Schedule"),
        "decay": N_("Decay"),
        "weight_l1": N_("L1 regularisation"),
        "weight_l2": N_("L2 regularisation"),
        "ema": N_("EMA of the weights"),
        "precision": N_("Numeric precision"),
        "batch_size": N_("Batch size"),
        "steps": N_("Training steps"),
        "seed": N_("Seed"),
    }
)
